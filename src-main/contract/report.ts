import * as v from 'valibot'
import { job } from './method.ts'
import { sampleTruth } from './sample.ts'

export const reportParts = ['data', 'behaviour', 'graph', 'effects', 'recommendations', 'settings'] as const
export type ReportPart = (typeof reportParts)[number]

export const reportMethods = {
  /** Writes one self-contained HTML file of the open project's latest results. */
  'report.write': job<{ readonly path: string; readonly bytes: number }>()(
    v.object({
      path: v.string(),
      title: v.optional(v.string()),
      parts: v.optional(v.array(v.picklist(reportParts)), [...reportParts]),
      remarks: v.optional(
        v.partial(
          v.object({
            data: v.string(),
            behaviour: v.string(),
            graph: v.string(),
            effects: v.string(),
            recommendations: v.string(),
            settings: v.string(),
          }),
        ),
        {},
      ),
      /** What the sample shop knows, to stand beside the estimates. */
      truth: v.optional(sampleTruth),
      locale: v.optional(v.picklist(['en', 'zh-CN']), 'en'),
    }),
  ),
}
