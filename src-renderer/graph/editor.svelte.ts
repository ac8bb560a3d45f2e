import type { Graph, GraphEdge, GraphRoles } from '../../src-main/contract/graph.ts'
import type { Response } from '../../src-main/contract/methods.ts'
import { request } from '../state/engine.ts'
import { attempt } from '../state/failures.svelte.ts'
import { toasts } from '../state/toasts.svelte.ts'
import { type Drawing, type EdgeKey, type Edit, sameEdge } from './edits.ts'
import { pointedCycle, pointing } from './pointing.svelte.ts'

type State = Response<'graph.current'>
export type Analysis = Response<'graph.analyse'>

/** As long as the words of a refusal stay. */
const refusalShown = 12_000

const noRoles: GraphRoles = { treatments: [], outcomes: [], adjusted: [] }

/** The drawing on the screen. Edits show at once and are saved one after the other, each as a version of its own. */
export class GraphEditor {
  graph = $state.raw<Graph>({ type: 'dag', nodes: [], edges: [] })
  roles = $state.raw<GraphRoles>(noRoles)
  version = $state(0)
  loaded = $state(false)
  analysis = $state.raw<Analysis | null>(null)
  /** What is asked of treatment and outcome. */
  wish = $state<'total' | 'direct'>('total')
  selectedNodes = $state.raw<readonly string[]>([])
  selectedEdge = $state.raw<EdgeKey | null>(null)
  #saving: Promise<unknown> = Promise.resolve()
  #pending = 0

  get drawing(): Drawing {
    return { graph: this.graph, roles: this.roles }
  }

  /** The line that is selected, where there still is one. */
  get edge(): GraphEdge | undefined {
    const line = this.selectedEdge
    return line === null ? undefined : this.graph.edges.find((edge) => sameEdge(edge, line))
  }

  /** The wish, as far as it can be answered: the direct effect is one of dags alone. */
  get effect(): 'total' | 'direct' {
    return this.graph.type === 'dag' ? this.wish : 'total'
  }

  async load(): Promise<void> {
    await attempt(async () => this.#take(await request('graph.current', {})))
    this.loaded = true
  }

  /** Shows an edit and saves it; a refusal is said, and a cycle shown. Returns whether it was done. */
  apply(edit: Edit): boolean {
    if ('refused' in edit) {
      if (edit.refused !== '') toasts.say(edit.refused, { kind: 'refused', about: 'graph-refused' })
      if (edit.cycle !== undefined) this.#showCycle(edit.cycle)
      return false
    }
    this.graph = edit.graph
    this.roles = edit.roles
    const { graph, roles, edit: name } = edit
    this.#send(() => request('graph.save', { graph, roles, edit: name }))
    return true
  }

  /** Resolves when every edit made so far is in the project. */
  async saved(): Promise<void> {
    await this.#saving
  }

  restore(version: number): void {
    this.#send(() => request('graph.restore', { version }))
  }

  /** Asks what the drawing answers. An older answer never wins. */
  async analyse(): Promise<void> {
    const { graph, roles, effect } = this
    try {
      const analysis = await request('graph.analyse', { graph, ...roles, effect })
      if (graph === this.graph && roles === this.roles && effect === this.effect) this.analysis = analysis
    } catch {
      if (graph === this.graph) this.analysis = null
    }
  }

  #showCycle(cycle: readonly string[]): void {
    const pointed = pointedCycle(this.graph, cycle)
    pointing.chosen = pointed
    setTimeout(() => {
      if (pointing.chosen === pointed) pointing.chosen = null
    }, refusalShown)
  }

  #send(save: () => Promise<State>): void {
    this.#pending += 1
    this.#saving = this.#saving
      .then(() => attempt(save))
      .then(async (state) => {
        this.#pending -= 1
        if (state === undefined) this.#take(await request('graph.current', {}))
        else if (this.#pending === 0) this.#take(state)
      })
  }

  #take(state: State): void {
    if (JSON.stringify(state.graph) !== JSON.stringify(this.graph)) this.graph = state.graph
    if (JSON.stringify(state.roles) !== JSON.stringify(this.roles)) this.roles = state.roles
    this.version = state.version
    const names = new Set(this.graph.nodes.map((node) => node.id))
    this.selectedNodes = this.selectedNodes.filter((name) => names.has(name))
  }
}
