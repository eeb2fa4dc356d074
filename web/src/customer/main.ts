// The customers' pages: they come whole from the server, and are kept fresh here.

import "../ui/tokens.css";
import "../ui/fonts.css";
import "../ui/base.css";
import "./customer.css";
import { follow } from "./follow";
import { takeOrders } from "./order";

const main = document.querySelector<HTMLElement>("main[data-order]");
if (main) follow(main);

const form = document.querySelector<HTMLFormElement>("form#order");
if (form) takeOrders(form);
