// The kinds of conditions: how each starts, and its inputs.
import { count } from "./count.js";
import { did, sequence } from "./did.js";
import { field } from "./field.js";
import { activity, choice, days, level, score, size } from "./standing.js";

export const LEAVES = { field, count, did, sequence, score, level, activity, days, size, choice };

const KIND_OF = {
  did: "did", sequence: "sequence", last_activity: "activity", created_within_days: "days", leads: "size", active_leads: "size",
};
const CHOICES = ["member_of", "owner", "committee_role", "has_account", "converted", "watched", "surging"];

// What a stored condition is about, by the name that it has among what is offered. Its keys come in any order.
export function nameOf(leaf) {
  if ("field" in leaf) return leaf.field;
  if ("did" in leaf) return "then" in leaf ? "sequence" : "did";
  for (const kind of ["count", "score", "level"]) if (kind in leaf) return `${kind}.${leaf[kind]}`;
  return [...Object.keys(KIND_OF), ...CHOICES].find((key) => key in leaf) ?? Object.keys(leaf)[0];
}

// What has been removed since, or is not offered here, is kept until somebody chooses another.
export function unknown(name) {
  const kind = KIND_OF[name] ?? ["count", "score", "level"].find((one) => name.startsWith(`${one}.`)) ?? (name.includes(".") ? "field" : "choice");
  return { name, words: name, leaf: kind, choices: [] };
}
