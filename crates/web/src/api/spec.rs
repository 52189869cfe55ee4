//! `/openapi.json`: the description of the API, put together from the handlers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::openapi::schema::ComponentsBuilder;
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Response as Described,
    ResponseBuilder,
};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use crate::conditional::{self, JSON};
use crate::problem::ProblemAnswer;

static WRITTEN: LazyLock<String> = LazyLock::new(|| {
    let spec = super::routes().into_openapi();
    spec.to_pretty_json().expect("a description has names as keys and nothing that can fail") + "\n"
});

/// The description of the API, OpenAPI 3.1, as `/openapi.json` serves it.
pub fn openapi() -> &'static str {
    &WRITTEN
}

/// `/openapi.json`
pub(crate) async fn served(headers: HeaderMap) -> Response {
    conditional::send(&headers, JSON, openapi().to_owned())
}

/// What is said of the API as a whole.
pub(super) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("langbao")
        .version("1")
        .description(Some(
            "Tìm và đọc tin của các phường, xã: JSON, UTF-8, chỉ GET. Mọi ngày giờ theo Asia/Ho_Chi_Minh; lỗi theo RFC 9457. \
             · Search and read the news of Vietnam's wards and communes: JSON, UTF-8, GET alone. Dates are those of \
             Asia/Ho_Chi_Minh; problems follow RFC 9457. A parameter without a value counts as not given; one that \
             an address does not know is refused with a suggestion. Answers carry an ETag.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0 OR MIT").identifier(Some("Apache-2.0 OR MIT")).build()))
        .build();
    let problem = ComponentsBuilder::new().schema(ProblemAnswer::name(), ProblemAnswer::schema());
    OpenApiBuilder::new().info(info).components(Some(problem.build())).build()
}

/// What every address may answer instead.
pub(super) struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let known = ResponseBuilder::new().description("The visitor has this already (ETag)").build();
        BTreeMap::from([
            ("304".to_owned(), RefOr::T(known)),
            ("400".to_owned(), problem("A parameter is unknown, repeated or not valid")),
            ("default".to_owned(), problem("Something else went wrong")),
        ])
    }
}

/// What addresses with a name in them may answer too.
pub(super) struct Found;

impl IntoResponses for Found {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        BTreeMap::from([
            ("404".to_owned(), problem("There is nothing of this name")),
            ("410".to_owned(), problem("The article was hidden, by the wish of its publisher or subject")),
            ("451".to_owned(), problem("The article was hidden, for a law or a court demands it")),
        ])
    }
}

fn problem(description: &str) -> RefOr<Described> {
    let schema = Ref::from_schema_name(ProblemAnswer::name());
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let response =
        ResponseBuilder::new().description(description).content("application/problem+json", content);
    RefOr::T(response.build())
}
