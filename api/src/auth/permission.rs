//! Permissions in the signature of an operation.

use std::marker::PhantomData;
use std::ops::Deref;

use billify_shared::domain::role::Permission;
use poem::{Request, RequestBody};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::{Principal, scheme};

/// A permission as a type.
pub trait Needs: Send + Sync + 'static {
    const PERMISSION: Permission;
}

/// One type a permission, named like it.
pub mod can {
    use billify_shared::domain::role::Permission;

    use super::Needs;

    macro_rules! permissions {
        ($($name:ident),+ $(,)?) => {$(
            #[derive(Debug)]
            pub struct $name;

            impl Needs for $name {
                const PERMISSION: Permission = Permission::$name;
            }
        )+};
    }

    permissions!(
        ReadDocuments,
        WriteDocuments,
        ReadInvoices,
        WriteInvoices,
        ReadJobs,
        RetryJobs,
        ReadUsers,
        ManageUsers,
    );
}

/// A caller who holds the permission `P`; anybody else was refused before the body was read.
#[derive(Debug)]
pub struct Allowed<P> {
    principal: Principal,
    permission: PhantomData<P>,
}

impl<P> Deref for Allowed<P> {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.principal
    }
}

impl<'a, P: Needs> ApiExtractor<'a> for Allowed<P> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];

    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        scheme::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        scheme::NAMES.to_vec()
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let principal = Principal::of_request(request).await?;
        principal.require(P::PERMISSION)?;
        Ok(Self { principal, permission: PhantomData })
    }
}
