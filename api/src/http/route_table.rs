//! Which methods a path has, as the OpenAPI description says.

use poem::http::Method;
use serde_json::Value;

use crate::problem::AllowedMethods;

#[derive(Debug, Default)]
pub struct RouteTable {
    paths: Vec<(Vec<Segment>, Vec<Method>)>,
}

#[derive(Debug)]
enum Segment {
    Fixed(String),
    Parameter,
}

impl RouteTable {
    #[must_use]
    pub fn of_description(json: &[u8]) -> Self {
        let description: Value = serde_json::from_slice(json).unwrap_or_default();
        let paths = description["paths"].as_object().into_iter().flatten();
        Self {
            paths: paths.map(|(path, operations)| (segments(path), methods(operations))).collect(),
        }
    }
}

impl AllowedMethods for RouteTable {
    fn allowed_methods(&self, path: &str) -> Vec<Method> {
        let asked: Vec<&str> = path.split('/').collect();
        let found = self.paths.iter().find(|(segments, _)| fits(segments, &asked));
        found.map_or_else(|| vec![Method::GET, Method::HEAD], |(_, methods)| methods.clone())
    }
}

fn segments(path: &str) -> Vec<Segment> {
    path.split('/')
        .map(|segment| match segment.starts_with('{') {
            true => Segment::Parameter,
            false => Segment::Fixed(segment.to_owned()),
        })
        .collect()
}

fn methods(operations: &Value) -> Vec<Method> {
    let names = operations.as_object().into_iter().flat_map(|operations| operations.keys());
    let mut methods: Vec<Method> =
        names.filter_map(|name| name.to_ascii_uppercase().parse().ok()).collect();
    if methods.contains(&Method::GET) {
        methods.push(Method::HEAD);
    }
    methods
}

fn fits(segments: &[Segment], asked: &[&str]) -> bool {
    segments.len() == asked.len()
        && segments.iter().zip(asked).all(|(segment, text)| match segment {
            Segment::Fixed(fixed) => fixed == text,
            Segment::Parameter => !text.is_empty(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_methods_of_a_path_with_parameters_are_found() {
        let table = RouteTable::of_description(
            br#"{"paths": {"/v1/users/{id}": {"get": {}, "patch": {}}, "/v1/users": {"post": {}}}}"#,
        );
        assert_eq!(
            table.allowed_methods("/v1/users/7"),
            [Method::GET, Method::PATCH, Method::HEAD]
        );
        assert_eq!(table.allowed_methods("/v1/users"), [Method::POST]);
    }
}
