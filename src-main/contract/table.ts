import * as v from 'valibot'

/** A cell as it travels in JSON: null is a missing value. */
const cell = v.nullable(v.union([v.number(), v.string(), v.boolean()]))

/** Where a request's table comes from: a file, a table or the events of the open project, or the request itself. */
export const tableReference = v.union([
  v.object({
    path: v.string(),
    delimiter: v.optional(v.string()),
    header: v.optional(v.boolean()),
    columns: v.optional(v.array(v.string())),
    /** Of a workbook; the first one with a table when left out. */
    sheet: v.optional(v.string()),
  }),
  v.object({ project: v.optional(v.string()), table: v.string() }),
  /** All events of the open project, columns user, item, type, session, time (microseconds UTC), price, quantity and the attributes. */
  v.object({ events: v.literal(true) }),
  v.object({ columns: v.record(v.string(), v.array(cell)) }),
])

export type TableReference = v.InferOutput<typeof tableReference>
