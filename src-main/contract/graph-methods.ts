import * as v from 'valibot'
import { graphFormats, graphReference, graphRoles } from './graph.ts'
import type * as answers from './graph-answers.ts'
import { job, query } from './method.ts'
import { tableReference } from './table.ts'

const graph = graphReference
const name = v.string()
const names = v.array(v.string())
const noNames = v.optional(names, [])
const limit = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)), 1000)
const effect = v.optional(v.picklist(['total', 'direct']), 'total')
/** What adjusting for a node costs; 1 where nothing is said. */
const costs = v.optional(v.nullable(v.record(v.string(), v.pipe(v.number(), v.gtValue(0)))), null)
const question = { graph, treatments: names, outcomes: names }
const wishes = { include: noNames, exclude: noNames }

/** Questions about a graph that need nothing but the graph (and a table to test it on). */
export const graphMethods = {
  /** Whether `given` (with what the data are selected on) separates x from y; if not, a path that stays open. */
  'graph.dSeparated': query<answers.SeparationAnswer>()(
    v.object({ graph, x: names, y: names, given: noNames }),
  ),
  /** What an open path joins to x, and what none does. */
  'graph.connectedNodes': query<answers.ConnectedAnswer>()(v.object({ graph, x: names, given: noNames })),
  /** Minimal separators of observed nodes that hold `include`; the nearest to x and the one of least cost besides. */
  'graph.minimalSeparators': query<answers.SeparatorsAnswer>()(
    v.object({ graph, x: names, y: names, ...wishes, limit, costs }),
  ),
  /** The fewest nodes that meet every directed path from x to y; x may be among them, y may not. */
  'graph.minimumVertexCut': query<answers.VertexCutAnswer>()(v.object({ graph, x: names, y: names })),
  /** Every simple path from x to y with its state when `given` is conditioned on; causal are those that carry `effect`. */
  'graph.paths': query<answers.PathsAnswer>()(
    v.object({ graph, x: names, y: names, given: noNames, effect, limit }),
  ),

  /** Sets to adjust for: all minimal ones, the canonical, the statistically best, and the cheapest. */
  'graph.adjustmentSets': query<answers.AdjustmentAnswer>()(
    v.object({ ...question, effect, ...wishes, limit, costs }),
  ),
  'graph.checkAdjustmentSet': query<answers.AdjustmentVerdict>()(
    v.object({ ...question, effect, set: names }),
  ),
  /** Every valid set, minimal or not. */
  'graph.allAdjustmentSets': query<answers.SetsAnswer>()(v.object({ ...question, effect, ...wishes, limit })),
  /** The largest valid set without consequences of the treatment (for a direct effect: of the outcome). */
  'graph.largestAdjustmentSet': query<answers.SetAnswer>()(v.object({ ...question, effect })),
  /** What of a set may never be adjusted for: it lies on a causal path or follows from one. */
  'graph.violatingNodes': query<answers.ViolationAnswer>()(v.object({ ...question, effect, set: names })),
  /** Whether the conditional odds ratio given the set is causal though the data may be selected on the outcome. */
  'graph.checkOddsRatioSet': query<answers.AdjustmentVerdict>()(v.object({ ...question, set: names })),

  'graph.identify': query<answers.IdentificationAnswer>()(v.object({ ...question, given: noNames })),
  /** Front-door sets that hold `include` and nothing of `exclude`, where the covariates `given` are adjusted for besides. */
  'graph.frontdoorSets': query<{ readonly sets: readonly answers.Names[] }>()(
    v.object({ ...question, ...wishes, given: noNames, limit }),
  ),
  'graph.checkFrontdoorSet': query<answers.PlainVerdict>()(
    v.object({ ...question, set: names, given: noNames }),
  ),
  /** Conditional instruments, each with what must be given. */
  'graph.instruments': query<answers.InstrumentsAnswer>()(v.object(question)),
  /** What must be given for a node to be an instrument, nearest to the outcome; null where nothing makes it one. */
  'graph.ancestralInstrument': query<{ readonly given: answers.Names | null }>()(
    v.object({ ...question, instrument: name }),
  ),
  /** What lies between, whether the direct effect is the total one, and what lets the effect be decomposed. */
  'graph.mediators': query<answers.MediatorsAnswer>()(v.object(question)),
  /** Coefficients of a linear model that the covariances determine, where the directed edges form a tree. */
  'graph.linearIdentification': query<answers.LinearIdentificationAnswer>()(v.object({ graph })),

  /** Independences that the graph implies, tested where a table is given. */
  'graph.implications': job<answers.ImplicationsAnswer>()(
    v.object({
      graph,
      table: v.optional(tableReference),
      alpha: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(1)), 0.05),
      kind: v.optional(v.picklist(['minimal', 'basis']), 'minimal'),
      /** At most so many sets for one pair of nodes. */
      perPair: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 100),
      limit,
    }),
  ),
  /** `[a, b, c, d]`: cov(a, b)·cov(c, d) = cov(a, c)·cov(b, d). */
  'graph.vanishingTetrads': query<answers.TetradsAnswer>()(v.object({ graph, limit })),

  'graph.markovBlanket': query<answers.NodesAnswer>()(v.object({ graph, node: v.union([name, names]) })),
  'graph.ancestors': query<answers.NodesAnswer>()(v.object({ graph, node: v.union([name, names]) })),
  'graph.descendants': query<answers.NodesAnswer>()(v.object({ graph, node: v.union([name, names]) })),
  /** Sets of nodes that hidden common causes tie together. */
  'graph.districts': query<{ readonly districts: readonly answers.Names[] }>()(v.object({ graph })),
  /** A directed cycle, or null: the one question that a graph with cycles may be asked. */
  'graph.findCycle': query<{ readonly cycle: answers.Names | null }>()(v.object({ graph })),
  'graph.transitiveClosure': query<answers.GraphAnswer>()(v.object({ graph })),
  'graph.transitiveReduction': query<answers.GraphAnswer>()(v.object({ graph })),

  /** The cpdag of a dag; a pdag with everything that follows from its directions. */
  'graph.equivalenceClass': query<answers.GraphAnswer>()(v.object({ graph })),
  /** The maximal ancestral graph over what is observed. */
  'graph.mag': query<answers.GraphAnswer>()(v.object({ graph })),
  'graph.countEquivalentDags': query<answers.CountAnswer>()(v.object({ graph })),
  /** Could this edge point the other way, or hide a common cause? */
  'graph.edgeDirection': query<answers.EdgeDirectionAnswer>()(v.object({ graph, from: name, to: name })),

  /** Edges that carry bias when `adjusted` is adjusted for. */
  'graph.biasingEdges': query<answers.EdgesAnswer>()(v.object({ ...question, adjusted: noNames })),
  /** All that a drawing answers while it is edited; treatments and outcomes may be empty. */
  'graph.analyse': query<answers.DrawingAnswer>()(
    v.object({ graph, treatments: noNames, outcomes: noNames, adjusted: noNames, effect }),
  ),

  /** Reads a graph and its roles from text or from what a request may name; the format is recognised if left out. */
  'graph.parse': query<answers.ParsedGraphAnswer>()(
    v.union([
      v.object({ text: v.string(), format: v.optional(v.picklist(graphFormats)) }),
      v.object({ graph }),
    ]),
  ),
  /** The graph as text, and what of it the text does not hold. */
  'graph.export': query<answers.ExportAnswer>()(
    v.object({ graph, roles: v.optional(graphRoles), format: v.picklist(graphFormats) }),
  ),
  /** A picture with its legend; `pieces` are to be joined. Roles colour nodes, and edges where a question is asked. */
  'graph.picture': query<answers.PictureAnswer>()(
    v.object({ graph, roles: v.optional(graphRoles), format: v.picklist(['svg', 'tikz']) }),
  ),
}
