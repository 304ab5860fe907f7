//! AWS's bytes: the one layer that knows JSON, CBOR, XML, form bodies and AWS's headers.
//!
//! A request is told apart by [`route`], and who makes it by [`scope`]. For the services with one protocol too many,
//! an [`exchange::Exchange`] holds service, protocol and operation: it reads the body into a [`value::Value`] by one
//! of the codecs ([`json`], [`cbor`], [`form`]), decodes that into the world's own operation, and spells reply or
//! [`refusal::Refusal`] back ([`json`], [`cbor`], [`xml`]). [`rest_json`] does the same for Lambda's dated paths, but for [`invoke`].
//! A request for a service that is not played is [`unbuilt`]. What a refusal is called where it is only shown, [`code`] says.
//!
//! What is particular to a service stands in its file of [`service`], in the terms of [`protocols`].
//!
//! No state and no I/O in here: the `server` reads bodies and calls the world.

pub mod route;
pub mod scope;

pub mod s3;

pub mod exchange;
pub mod invoke;
pub mod rest_json;

pub mod code;
pub mod protocols;
pub mod refusal;
pub mod rest_path;
pub mod service;
pub mod unbuilt;
pub mod unread;
pub mod value;

pub mod cbor;
pub mod form;
pub mod json;
pub mod names;
pub mod protocol;
pub mod xml;
