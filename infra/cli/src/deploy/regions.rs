//! In which regions Lambda has function URLs; without them the stack cannot exist.

/// AWS Lambda developer guide, "Creating and managing Lambda function URLs", as of November 2026.
const WITHOUT: [&str; 11] = [
    "ap-south-2",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ap-east-2",
    "ca-west-1",
    "eu-south-2",
    "eu-central-2",
    "il-central-1",
    "me-central-1",
];

/// Whether AWS lists no function URLs there.
pub(super) fn is_without_function_urls(region: &str) -> bool {
    WITHOUT.contains(&region)
}
