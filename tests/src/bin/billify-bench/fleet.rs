//! Two workers against one, on the same scans.

use crate::{
    effort::Effort,
    figure::{Figure, Measurement, Target},
    held_fleet::HeldFleet,
    material::Material,
    statistics::median,
};

const WARM_UP: usize = 2;

pub(crate) async fn measure(material: Material, effort: &Effort) -> anyhow::Result<Measurement> {
    let material = material.largest_first()?;
    let documents = &material.documents;
    // The smallest will do.
    let warm_up = &documents[documents.len().saturating_sub(WARM_UP)..];
    let fleet = HeldFleet::start(2, warm_up).await?;
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for round in 0..effort.rounds {
        let order = if round % 2 == 0 { [1, 2] } else { [2, 1] };
        for workers in order {
            let spent = fleet.read(documents, workers).await?;
            let rate = f64::from(spent.documents) / spent.wall.as_secs_f64();
            if workers == 1 { one.push(rate) } else { two.push(rate) }
        }
    }
    let (one, two) = (median(&one), median(&two));
    let figure = Figure {
        what: "scans a second, two workers against one".to_owned(),
        baseline: format!("{one:.2}"),
        ours: format!("{two:.2}"),
        ratio: two / one,
        target: Target::AtLeast(1.8),
    };
    let notes = vec![
        format!(
            "The documents: {}, the largest first, so that none is left for the end.",
            material.origin
        ),
        "One slot each; database, object storage and API run on the same cores.".to_owned(),
    ];
    Ok(Measurement { title: "Fleet", figures: vec![figure], notes })
}
