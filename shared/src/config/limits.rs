/// What a document may be at most.
#[derive(Clone, Debug, clap::Args)]
pub struct LimitsConfig {
    /// Bytes of one file.
    #[arg(long, env = "BILLIFY_MAX_FILE_BYTES", value_name = "BILLIFY_MAX_FILE_BYTES", default_value_t = 25 * 1024 * 1024)]
    pub max_file_bytes: u64,

    /// Pages of one document.
    #[arg(
        long,
        env = "BILLIFY_MAX_PAGES",
        value_name = "BILLIFY_MAX_PAGES",
        default_value_t = 100
    )]
    pub max_pages: u32,

    /// Pixels of one page.
    #[arg(
        long,
        env = "BILLIFY_MAX_PAGE_PIXELS",
        value_name = "BILLIFY_MAX_PAGE_PIXELS",
        default_value_t = 50_000_000
    )]
    pub max_page_pixels: u64,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self { max_file_bytes: 25 * 1024 * 1024, max_pages: 100, max_page_pixels: 50_000_000 }
    }
}
