// Runs every GraphQL-over-HTTP server audit against one URL.
import { serverAudits } from "graphql-http";

export async function audit(url) {
  const results = [];
  for (const { id, name, fn } of serverAudits({ url })) {
    const result = await fn();
    results.push({ id, name, status: result.status, reason: result.reason ?? "" });
  }
  return results;
}
