// Usage: node run.mjs <url>. Prints each audit that is not ok, then one line with the counts.
import { audit } from "./audit.mjs";

const url = process.argv[2];
if (!url) {
  console.error("usage: node run.mjs <url>");
  process.exit(2);
}
const results = await audit(url);
const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
for (const { id, name, status, reason } of results) {
  counts[status] += 1;
  if (status !== "ok") console.log(`${status} ${id} ${name}: ${reason}`);
}
console.log(
  `${counts.ok} of ${results.length} audits ok, ` +
    `${counts.notice} notices, ${counts.warn} warnings, ${counts.error} errors`,
);
process.exit(counts.ok === results.length ? 0 : 1);
