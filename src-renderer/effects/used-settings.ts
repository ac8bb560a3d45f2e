import type { AnalysisRequest } from '../../src-main/contract/analyses.ts'
import type { EstimationMethod } from '../../src-main/contract/effects.ts'
import { type FineField, fineGroups } from './fine-fields.ts'

type Key = keyof AnalysisRequest

/** Columns that play a part in these methods alone. */
const columnsOf: readonly { readonly key: Key; readonly of: readonly EstimationMethod[] }[] = [
  { key: 'instruments', of: ['iv_2sls'] },
  { key: 'mediators', of: ['frontdoor', 'mediation'] },
  { key: 'mediatorModel', of: ['mediation'] },
  { key: 'time', of: ['did'] },
  { key: 'firstTreated', of: ['did'] },
  { key: 'running', of: ['rdd'] },
  { key: 'cutoff', of: ['rdd'] },
]

/** The request without what was set for methods that are not among its own: it would be kept as if it had counted. */
export function withUsedSettings(request: AnalysisRequest): AnalysisRequest {
  const asked = (of: readonly EstimationMethod[]) => of.some((method) => request.methods.includes(method))
  const counts = ({ of, when }: FineField) => (of === undefined || asked(of)) && when?.(request) !== false
  const unused = new Set<Key>([
    ...columnsOf.filter(({ of }) => !asked(of)).map(({ key }) => key),
    ...fineGroups.flatMap(({ fields }) => fields.filter((field) => !counts(field)).map(({ key }) => key)),
  ])
  return Object.fromEntries(
    Object.entries(request).filter(([key]) => !unused.has(key as Key)),
  ) as AnalysisRequest
}
