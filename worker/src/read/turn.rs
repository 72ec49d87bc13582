//! Quarter turns of a page.

/// By how many quarters something is turned clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    #[default]
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl Turn {
    pub(crate) const ALL: [Self; 4] = [Self::None, Self::Quarter, Self::Half, Self::ThreeQuarters];

    /// The nearest turn of text that runs in this direction, `y` pointing down.
    pub(crate) fn of_direction(x: f64, y: f64) -> Self {
        match (x.abs() >= y.abs(), x >= 0.0, y >= 0.0) {
            (true, true, _) => Self::None,
            (true, false, _) => Self::Half,
            (false, _, true) => Self::Quarter,
            (false, _, false) => Self::ThreeQuarters,
        }
    }

    pub(crate) fn from_degrees(degrees: u16) -> Self {
        Self::ALL[usize::from(degrees / 90 % 4)]
    }

    pub(crate) fn degrees(self) -> u16 {
        match self {
            Self::None => 0,
            Self::Quarter => 90,
            Self::Half => 180,
            Self::ThreeQuarters => 270,
        }
    }

    /// The turn that undoes this one.
    pub(crate) fn inverse(self) -> Self {
        Self::from_degrees(360 - self.degrees())
    }

    /// The size of a page after the turn.
    pub(crate) fn size(self, (width, height): (f64, f64)) -> (f64, f64) {
        match self {
            Self::None | Self::Half => (width, height),
            Self::Quarter | Self::ThreeQuarters => (height, width),
        }
    }

    /// Where a point of a page of this size is after the turn.
    pub(crate) fn point(self, (x, y): (f64, f64), (width, height): (f64, f64)) -> (f64, f64) {
        match self {
            Self::None => (x, y),
            Self::Quarter => (height - y, x),
            Self::Half => (width - x, height - y),
            Self::ThreeQuarters => (y, width - x),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_and_its_inverse_change_nothing() {
        let (point, size) = ((10.0, 20.0), (100.0, 300.0));
        for turn in Turn::ALL {
            let turned = turn.point(point, size);
            assert_eq!(turn.inverse().point(turned, turn.size(size)), point, "{turn:?}");
        }
    }

    #[test]
    fn a_quarter_clockwise_takes_the_top_left_to_the_top_right() {
        assert_eq!(Turn::Quarter.point((0.0, 0.0), (100.0, 300.0)), (300.0, 0.0));
    }

    #[test]
    fn text_that_runs_down_is_turned_by_a_quarter() {
        assert_eq!(Turn::of_direction(0.1, 1.0), Turn::Quarter);
        assert_eq!(Turn::of_direction(-1.0, 0.1), Turn::Half);
    }
}
