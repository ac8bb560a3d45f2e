import type { MainHandlers } from '../main-handlers.ts'

/** Edits of the graph, each a version that undo and redo know. */
export const graphCommands: MainHandlers<'graph.save' | 'graph.undo' | 'graph.redo' | 'graph.restore'> = {
  async 'graph.save'(params, scope) {
    await scope.request('graph.parse', { graph: params.graph })
    await scope.session.write('saveGraph', params)
    return await scope.request('graph.current', {})
  },
  async 'graph.undo'(_params, scope) {
    await scope.session.write('undoGraph', {})
    return await scope.request('graph.current', {})
  },
  async 'graph.redo'(_params, scope) {
    await scope.session.write('redoGraph', {})
    return await scope.request('graph.current', {})
  },
  async 'graph.restore'(params, scope) {
    await scope.session.write('restoreGraph', params)
    return await scope.request('graph.current', {})
  },
}
