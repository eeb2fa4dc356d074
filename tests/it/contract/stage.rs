//! A workshop in which every operation of the contract has something real to be asked about.

use serde_json::Value;
use serde_json::json;

use crate::contract::judge::document;
use crate::kit::TestApp;
use crate::kit::list;
use crate::kit::text;

/// The price of every order here: digits that stand nowhere else by chance.
pub(crate) const PRICE: &str = "6173829";

/// What there is to be asked about.
pub(crate) struct Stage {
    pub(crate) app: TestApp,
    /// Of an order that is half paid.
    pub(crate) order: String,
    pub(crate) invoice: String,
    pub(crate) invoice_code: String,
    pub(crate) payment: String,
    pub(crate) template: String,
    pub(crate) plan: String,
    pub(crate) product: String,
}

/// An operation of the contract.
pub(crate) struct Told {
    pub(crate) method: String,
    pub(crate) path: &'static str,
    pub(crate) operation: &'static Value,
}

impl Stage {
    pub(crate) async fn set() -> Self {
        let app = TestApp::start().await;
        let order = app.an_order_with(json!({ "total_price": PRICE })).await;
        let order = text(&order["id"]).to_owned();
        let paid = app.pay_open_invoice(&order).await.body;
        let planned = app.an_order_with(json!({ "total_price": PRICE })).await;
        let plan = json!({ "order_id": planned["id"], "plan": "equal", "count": 2 });
        let plan = app.admin().post("/api/v1/payment/create-plan/", plan).await;
        let templates = app.admin().get("/api/v1/admin/templates/").await.body;
        let product = json!({
            "nama": "Kaos Polos", "deskripsi": "Katun 24s", "kategori": "Kaos", "harga": "85000",
        });
        let product = app.admin().post("/api/v1/produkpost/", product).await.body;
        Self {
            product: text(&product["id"]).to_owned(),
            order,
            invoice: text(&paid["invoice"]["id"]).to_owned(),
            invoice_code: text(&paid["invoice"]["invoice_code"]).to_owned(),
            payment: text(&paid["payment"]["id"]).to_owned(),
            template: text(&list(&templates)[0]["id"]).to_owned(),
            plan: text(&plan.body["plan"]["id"]).to_owned(),
            app,
        }
    }

    /// A path with real ids in it.
    pub(crate) fn real(&self, path: &str) -> String {
        let id = match path {
            path if path.contains("/plan/") => &self.plan,
            path if path.contains("/payment/") => &self.payment,
            path if path.contains("/invoice/") => &self.invoice,
            path if path.contains("templates/") => &self.template,
            path if path.contains("produkpost/") => &self.product,
            _ => &self.order,
        };
        path.replace("{id}", id)
            .replace("{invoice_code}", &self.invoice_code)
    }

    /// The version of the order.
    pub(crate) async fn version(&self) -> u64 {
        self.version_if_any().await.expect("the order is there")
    }

    /// The same, or nothing when it was deleted or we may no longer look.
    pub(crate) async fn version_if_any(&self) -> Option<u64> {
        let path = format!("/api/v1/order/{}/", self.order);
        let order = self.app.owner().get(&path).await.body;
        order["version"].as_u64()
    }
}

impl Told {
    /// Its path with the same in every place.
    pub(crate) fn at(&self, name: &str) -> String {
        let parts = self.path.split('/');
        let parts = parts.map(|part| if part.starts_with('{') { name } else { part });
        parts.collect::<Vec<_>>().join("/")
    }

    /// Its body as a form with files: its schema and an example.
    pub(crate) fn form(&self) -> Option<&'static Value> {
        self.operation["requestBody"]["content"].get("multipart/form-data")
    }

    /// Whether somebody has to be signed in.
    pub(crate) fn is_signed_in(&self) -> bool {
        let ways = list(&self.operation["security"]);
        ways.iter()
            .all(|way| way.get("bearer").is_some() || way.get("cookie").is_some())
    }

    fn ends(&self) -> bool {
        self.operation["responses"]["200"]["content"]
            .get("text/event-stream")
            .is_none()
    }

    /// An example of its body, if it has one of JSON.
    pub(crate) fn example(&self) -> Option<&'static Value> {
        self.body().map(|body| &body["example"])
    }

    /// Its body's schema and example.
    pub(crate) fn body(&self) -> Option<&'static Value> {
        self.operation["requestBody"]["content"].get("application/json")
    }

    /// The names of what may be in its query.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        let all = self.operation["parameters"].as_array();
        let query = all.into_iter().flatten().filter(|it| it["in"] == "query");
        query.map(|it| it["name"].as_str().unwrap())
    }
}

/// All operations of the contract that answer and are done: a stream of events has no end,
/// and is tested where sockets are.
pub(crate) fn operations() -> Vec<Told> {
    let paths = document()["paths"].as_object().unwrap();
    let told = paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().unwrap().iter();
        operations.map(move |(method, operation)| Told {
            method: method.to_uppercase(),
            path,
            operation,
        })
    });
    told.filter(Told::ends).collect()
}
