// The explorer: an editor, a run button and the schema text. No library, no other host.
"use strict";

const at = (id) => document.getElementById(id);
const FIELDS = ["query", "variables", "headers"];
const KEY = "explorer.";

function restore() {
  const linked = new URLSearchParams(location.hash.slice(1)).get("query");
  for (const name of FIELDS) {
    const kept = sessionStorage.getItem(KEY + name);
    if (kept) at(name).value = kept;
  }
  if (linked) at("query").value = linked;
}

function keep() {
  for (const name of FIELDS) sessionStorage.setItem(KEY + name, at(name).value);
}

function operationNames(text) {
  const bare = text.replace(/#.*$/gm, "").replace(/"(?:[^"\\]|\\.)*"/g, "");
  return [...bare.matchAll(/\b(?:query|mutation)\s+([_A-Za-z]\w*)/g)].map((found) => found[1]);
}

function listOperations() {
  const chosen = at("operation").value;
  const names = operationNames(at("query").value);
  at("operation").replaceChildren(
    ...names.map((name) => new Option(name, name, false, name === chosen)),
  );
  at("operation").hidden = names.length < 2;
}

function parsed(name) {
  const text = at(name).value.trim();
  if (!text) return {};
  try {
    const value = JSON.parse(text);
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
      throw new Error("an object is needed");
    }
    return value;
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
}

async function run() {
  keep();
  at("status").textContent = "…";
  const started = performance.now();
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        accept: "application/graphql-response+json",
        ...parsed("headers"),
        "content-type": "application/json",
      },
      body: JSON.stringify({
        query: at("query").value,
        variables: parsed("variables"),
        operationName: at("operation").value || null,
      }),
    });
    const text = await response.text();
    const took = Math.round(performance.now() - started);
    at("status").textContent = `${response.status}, ${took} ms, ${text.length} characters`;
    at("result").textContent = JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    at("status").textContent = "failed";
    at("result").textContent = String(error.message);
  }
}

async function showSchema() {
  const response = await fetch("/schema.graphql");
  if (!response.ok) {
    at("schema").textContent = "The schema is not shown here.";
    return;
  }
  const definitions = (await response.text()).split("\n\n");
  const show = () => {
    const wanted = at("search").value.trim().toLowerCase();
    const found = definitions.filter((each) => each.toLowerCase().includes(wanted));
    at("schema").textContent = found.join("\n\n") || "Nothing found.";
  };
  at("search").addEventListener("input", show);
  show();
}

restore();
listOperations();
at("run").addEventListener("click", run);
at("query").addEventListener("input", listOperations);
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
showSchema();
