import * as v from 'valibot'
import { command, job, publishingJob, query } from './method.ts'
import { sampleTruth } from './sample.ts'

export const reportParts = ['data', 'behaviour', 'graph', 'effects', 'recommendations', 'settings'] as const
export type ReportPart = (typeof reportParts)[number]

/** What a report is printed on. */
export const papers = ['a4', 'letter'] as const

const part = v.picklist(reportParts)
const remarks = v.partial(
  v.object({
    data: v.string(),
    behaviour: v.string(),
    graph: v.string(),
    effects: v.string(),
    recommendations: v.string(),
    settings: v.string(),
  }),
)
/** Lines of the recommendations that are shown; the CSV holds them all. */
const lines = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000))

/** One of several kept results of a kind by its number, the latest where left out, or none. */
const chosen = v.optional(v.union([v.number(), v.literal('none')]))
const choices = { intents: chosen, behaviourGraph: chosen }

/** What a report shows, of the open project's latest results. */
const content = {
  title: v.optional(v.string()),
  /** In the order in which they are to stand. */
  parts: v.optional(v.array(part), [...reportParts]),
  remarks: v.optional(remarks, {}),
  /** The analysis shown under effects; the latest where left out. */
  analysis: v.optional(v.number()),
  lines: v.optional(lines, 50),
  /** Shown under behaviour. */
  ...choices,
  /** What the sample shop knows, to stand beside the estimates. */
  truth: v.optional(sampleTruth),
  locale: v.optional(v.picklist(['en', 'zh-CN']), 'en'),
}

/** A report as the analyst left it, to be gone on with. */
const draft = v.object({
  title: v.nullable(v.pipe(v.string(), v.maxLength(500))),
  /** Every part, in the order chosen. */
  order: v.array(part),
  shown: v.array(part),
  remarks: v.object({ ...remarks.entries }),
  analysis: v.nullable(v.number()),
  lines,
  ...choices,
  /** Null: the language of the window. */
  locale: v.nullable(v.picklist(['en', 'zh-CN'])),
  /** A4 where left out. */
  paper: v.optional(v.picklist(papers)),
})

export type ReportDraft = v.InferOutput<typeof draft>

export const reportMethods = {
  /** Writes one self-contained HTML file. */
  'report.write': publishingJob<{ readonly path: string; readonly bytes: number }>()(
    v.object({ path: v.string(), ...content }),
  ),
  /** The same document, unwritten. */
  'report.preview': job<{ readonly html: string }>()(v.object(content)),
  /** Remembers that the document was printed into this file. Throws FILE_NOT_FOUND. */
  'report.printed': command<null>()(v.object({ path: v.string(), title: v.string() })),
  /** Null before the first. */
  'report.draft': query<ReportDraft | null>()(v.object({})),
  'report.saveDraft': command<null>()(draft),
}
