import type { AnalysisTableDefinition } from '../contract/behaviour.ts'
import type { Graph } from '../contract/graph.ts'
import type { Variant } from './customers.ts'
import { shop } from './shop-constants.ts'

const dayLength = 86_400_000_000

/** The question that the sample is made for: does the offer make people buy? */
export function sampleDefinition(): AnalysisTableDefinition {
  return {
    name: 'offer',
    unit: 'user',
    sessionGapMinutes: 30,
    indexTime: { kind: 'landmark', time: shop.start + shop.landmarkDay * dayLength },
    covariates: [
      { name: 'customer_type', measure: 'last-attribute', attribute: 'customer_type' },
      { name: 'carts', measure: 'count', types: ['cart'] },
      { name: 'purchases', measure: 'count', types: ['purchase'] },
      { name: 'views', measure: 'count', types: ['view'] },
    ],
    treatment: { name: 'offered', types: ['offer'], graceHours: shop.graceDays * 24 },
    outcome: {
      name: 'buys',
      measure: 'any',
      types: ['purchase'],
      startHours: shop.graceDays * 24,
      windowHours: shop.outcomeDays * 24,
    },
    cutOff: 'exclude',
  }
}

/** How the shop works, as a graph over the analysis table's columns, each at the place where it is easiest to read. */
export function sampleGraph(variant: Variant): Graph {
  const offeredBecause =
    variant === 'observed'
      ? [directed('customer_type', 'offered'), directed('carts', 'offered'), directed('purchases', 'offered')]
      : [directed('intent', 'offered')]
  return {
    type: 'dag',
    nodes: [
      { id: 'intent', latent: true, position: { x: 60, y: 30 } },
      { id: 'customer_type', position: { x: 60, y: 380 } },
      { id: 'carts', position: { x: 250, y: 150 } },
      { id: 'purchases', position: { x: 340, y: 310 } },
      { id: 'views', position: { x: 220, y: 490 } },
      { id: 'offered', position: { x: 520, y: 380 } },
      { id: 'buys', position: { x: 760, y: 220 } },
    ],
    edges: [
      directed('intent', 'carts'),
      directed('intent', 'buys'),
      directed('customer_type', 'purchases'),
      directed('customer_type', 'views'),
      directed('customer_type', 'buys'),
      directed('carts', 'purchases'),
      directed('carts', 'views'),
      directed('carts', 'buys'),
      directed('purchases', 'buys'),
      ...offeredBecause,
      directed('offered', 'buys'),
    ],
  }
}

function directed(from: string, to: string): Graph['edges'][number] {
  return { from, to, kind: 'directed' }
}
