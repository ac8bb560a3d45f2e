import type { EstimateRequest } from '../../contract/effects.ts'
import { estimateEffect } from '../../effects/estimate.ts'
import { tableFromColumns } from '../../ingest/table-from-columns.ts'
import type { Table } from '../../numeric/columns.ts'
import type { Check } from './check.ts'

const anscombe = 'Anscombe 1973, Graphs in Statistical Analysis, data set 1'
const stones = 'Charig et al. 1986; Peters, Janzing and Schölkopf 2017, example 6.37'

const line = () =>
  tableFromColumns({
    x: [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5],
    y: [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68],
  })

/** Kidney stones: recoveries by treatment and size of stone. */
const recoveries = [
  { open: 1, large: 0, recovered: 81, patients: 87 },
  { open: 1, large: 1, recovered: 192, patients: 263 },
  { open: 0, large: 0, recovered: 234, patients: 270 },
  { open: 0, large: 1, recovered: 55, patients: 80 },
]

function patients(): Table {
  const columns: Record<'open' | 'large' | 'recovered', number[]> = { open: [], large: [], recovered: [] }
  for (const group of recoveries) {
    for (let patient = 0; patient < group.patients; patient++) {
      columns.open.push(group.open)
      columns.large.push(group.large)
      columns.recovered.push(patient < group.recovered ? 1 : 0)
    }
  }
  return tableFromColumns(columns)
}

const slope: EstimateRequest = {
  method: 'regression',
  treatment: 'x',
  outcome: 'y',
  adjustFor: [],
  standardErrors: 'classical',
}
const recovery = (method: 'difference_in_means' | 'ipw' | 'aipw'): EstimateRequest => ({
  method,
  treatment: 'open',
  outcome: 'recovered',
  adjustFor: method === 'difference_in_means' ? [] : ['large'],
})

export const effectChecks: readonly Check[] = [
  {
    name: 'Slope of a regression',
    source: anscombe,
    expected: 0.5,
    tolerance: 0.0005,
    compute: () => estimateEffect(line(), slope).estimate,
  },
  {
    name: 'Standard error of a slope',
    source: anscombe,
    expected: 0.118,
    tolerance: 0.0005,
    compute: () => estimateEffect(line(), slope).standardError,
  },
  {
    name: 'Kidney stones: difference of the raw recovery rates, 78 % − 83 %',
    source: stones,
    expected: -0.05,
    tolerance: 0.005,
    compute: () => estimateEffect(patients(), recovery('difference_in_means')).estimate,
  },
  {
    name: 'Kidney stones: difference adjusted for the size of the stone by weighting, 0.832 − 0.782',
    source: stones,
    expected: 0.05,
    tolerance: 0.005,
    compute: () => estimateEffect(patients(), recovery('ipw')).estimate,
  },
  {
    name: 'Kidney stones: the same, doubly robust',
    source: stones,
    expected: 0.05,
    tolerance: 0.005,
    compute: () => estimateEffect(patients(), recovery('aipw')).estimate,
  },
]
