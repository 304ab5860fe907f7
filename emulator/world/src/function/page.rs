//! Lists in pages, by a marker.

use super::error::FunctionError;

/// The longest page that a caller may ask for. Source: `MaxListItems` in Lambda's model.
const MAX_ITEMS: u32 = 10_000;

/// Some of a list, and where to go on.
#[derive(Debug)]
pub(super) struct Page<T> {
    pub items: Vec<T>,
    /// The key of the last item; `None` at the end of the list.
    pub next_marker: Option<String>,
}

impl<T> Page<T> {
    /// Takes from a list that is sorted by its keys what follows the key `marker`.
    ///
    /// # Errors
    /// `ValidationException` for a maximum out of range.
    pub(super) fn of<'a>(
        list: impl Iterator<Item = (&'a str, T)>,
        marker: Option<&str>,
        max_items: Option<u32>,
        default_items: u32,
    ) -> Result<Self, FunctionError> {
        let limit = max_items.unwrap_or(default_items);
        if !(1..=MAX_ITEMS).contains(&limit) {
            return Err(FunctionError::out_of_range(
                "maxItems",
                limit,
                1,
                u64::from(MAX_ITEMS),
            ));
        }
        let mut rest = list
            .filter(|(key, _)| marker.is_none_or(|marker| *key > marker))
            .peekable();
        let mut items = Vec::new();
        let mut last_key = None;
        while items.len() < limit as usize
            && let Some((key, item)) = rest.next()
        {
            last_key = Some(key);
            items.push(item);
        }
        let next_marker = rest.peek().and(last_key).map(str::to_owned);
        Ok(Self { items, next_marker })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_on_exactly_one_page() {
        let list = [("a", 1), ("b", 2), ("c", 3)];
        let mut seen = Vec::new();
        let mut marker: Option<String> = None;
        loop {
            let page = Page::of(list.into_iter(), marker.as_deref(), Some(2), 50).unwrap();
            seen.extend(page.items);
            marker = page.next_marker;
            if marker.is_none() {
                break;
            }
        }
        assert_eq!(seen, [1, 2, 3]);
        assert!(Page::of(list.into_iter(), None, Some(0), 50).is_err());
    }
}
