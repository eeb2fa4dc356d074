// The staff's panel: where it begins.

import { mount } from "svelte";
import "../ui/fonts.css";
import "../ui/tokens.css";
import "../ui/base.css";
import "./panel.css";
import App from "./App.svelte";

const target = document.getElementById("app");
if (target) mount(App, { target });
