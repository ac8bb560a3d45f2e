import type { graphVersionMethods } from '../../contract/graph-versions.ts'
import { readCurrentGraph, readGraphVersions, readKeptGraph } from '../../store/graph-versions.ts'
import type { Handlers } from '../handler.ts'

type Answered = Pick<typeof graphVersionMethods, 'graph.current' | 'graph.versions' | 'graph.readVersion'>

export const graphVersionHandlers: Handlers<Answered> = {
  'graph.current': (_params, context) => readCurrentGraph(context.project().reader),
  'graph.versions': (_params, context) => readGraphVersions(context.project().reader),
  'graph.readVersion': ({ version }, context) => readKeptGraph(context.project().reader, version),
}
