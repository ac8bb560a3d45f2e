import type { AnalysisRequest } from '../../src-main/contract/analyses.ts'
import type { Request } from '../../src-main/contract/methods.ts'
import { estimationMethods } from './choices.ts'
import { offeredRefuters } from './offered-refuters.ts'

/** Everything of a request but its question: what an analyst may set and need not. */
export type FineSettings = Omit<
  AnalysisRequest,
  'name' | 'table' | 'treatment' | 'outcome' | 'target' | 'adjustFor' | 'methods' | 'refuters' | 'strategy'
>

export type Strategy = NonNullable<AnalysisRequest['strategy']>

const usual: FineSettings = { repetitions: 100, alpha: 0.05, seed: 1 }

/** The analysis that is being asked for. It stays while the analyst looks elsewhere, until it was estimated. */
export class AnalysisDraft {
  step = $state<'question' | 'overlap' | 'methods' | 'estimate'>('question')
  name = $state('')
  table = $state('')
  treatment = $state('')
  outcome = $state('')
  target = $state<AnalysisRequest['target']>('ate')
  strategy = $state<Strategy>('backdoor')
  /** Null: what the graph says. */
  adjustFor = $state.raw<string[] | null>(null)
  /** What the graph says; null where it says nothing. */
  graphSet = $state.raw<readonly string[] | null>(null)
  /** Null: those that are usual for the question. */
  methods = $state.raw<readonly string[] | null>(null)
  refuters = $state.raw<readonly string[]>([])
  fine = $state.raw<FineSettings>(usual)

  constructor() {
    this.start(null)
  }

  /** Begins again, from an earlier request or from what is usual. */
  start(from: Partial<AnalysisRequest> | null): void {
    const { name, table, treatment, outcome, target, adjustFor, methods, refuters, strategy, ...fine } =
      from ?? {}
    this.step = 'question'
    this.name = name ?? ''
    this.table = table ?? ''
    this.treatment = treatment ?? ''
    this.outcome = outcome ?? ''
    this.target = target ?? 'ate'
    this.strategy = strategy ?? 'backdoor'
    this.adjustFor = adjustFor ?? null
    this.graphSet = null
    this.methods = methods ?? null
    this.refuters = refuters ?? ['placebo_treatment', 'random_common_cause', 'random_subset', 'graph']
    this.fine = { ...usual, ...fine }
  }

  set(change: Partial<FineSettings>): void {
    this.fine = { ...this.fine, ...change }
  }

  /** What is adjusted for, as far as it is known. */
  get adjusted(): readonly string[] {
    return this.adjustFor ?? this.graphSet ?? []
  }

  request(
    question: Pick<AnalysisRequest, 'name' | 'table' | 'treatment' | 'outcome'>,
    chosen: readonly string[],
  ) {
    const methods = estimationMethods.filter((method) => chosen.includes(method))
    return {
      ...this.fine,
      ...question,
      target: this.target,
      strategy: this.strategy,
      methods,
      refuters: offeredRefuters(this, methods).filter((refuter) => this.refuters.includes(refuter)),
      ...(this.adjustFor === null ? {} : { adjustFor: this.adjustFor }),
    } satisfies Request<'effects.analyse'>
  }
}

export const draft = new AnalysisDraft()
