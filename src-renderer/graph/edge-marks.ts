import type { GraphEdge } from '../../src-main/contract/graph.ts'

/** What is drawn at an end of a line. */
type EndMark = 'none' | 'head' | 'ring'

/** What each kind of line has at its first end and at its second. */
export const edgeMarks: Readonly<Record<GraphEdge['kind'], readonly [EndMark, EndMark]>> = {
  directed: ['none', 'head'],
  bidirected: ['head', 'head'],
  undirected: ['none', 'none'],
  'circle-arrow': ['ring', 'head'],
  'circle-circle': ['ring', 'ring'],
  'circle-line': ['ring', 'none'],
}
