//! Without a build script a crate has no build dependencies.

fn main() {}
