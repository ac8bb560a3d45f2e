import * as m from '../../messages/compiled/messages.js'
import type { Graph } from '../../src-main/contract/graph.ts'
import type { Command } from '../state/commands.svelte.ts'
import { arranged } from './arrange.ts'
import type { GraphEditor } from './editor.svelte.ts'
import {
  addNode,
  connect,
  disconnect,
  freeName,
  moveNodes,
  paste,
  type Role,
  removeNodes,
  reverse,
  roleOf,
  setRole,
  toggled,
  toggleHeads,
  toggleLatent,
  toggleSelection,
  turned,
} from './edits.ts'

/** What only the drawing on the screen can do. */
export interface DrawingActions {
  readonly fit: () => void
  readonly connectFrom: (name: string) => void
  readonly rename: () => void
}

let copied: Pick<Graph, 'nodes' | 'edges'> | null = null

/** Every edit of the drawing as a command with its keys. */
export function graphCommands(editor: GraphEditor, actions: DrawingActions): Command[] {
  const one = () => (editor.selectedNodes.length === 1 ? editor.selectedNodes[0] : null)
  const anything = () => editor.selectedNodes.length > 0 || editor.edge !== undefined
  const toRole = (role: Role) => () => {
    const name = one()
    if (name === null) return
    const already = roleOf(editor.roles, name) === role
    editor.apply(setRole(editor.drawing, name, already ? 'none' : role))
  }
  const here = (command: Omit<Command, 'group'>): Command => ({ ...command, group: 'here' })

  return [
    here({
      id: 'graph.add',
      title: () => m.ui_graph_add(),
      keys: 'N',
      run: () => {
        const id = freeName(editor.graph)
        if (editor.apply(addNode(editor.drawing, { id }))) editor.selectedNodes = [id]
      },
    }),
    here({
      id: 'graph.connect',
      title: () => m.ui_graph_connect(),
      keys: 'C',
      enabled: () => editor.selectedNodes.length === 1 || editor.selectedNodes.length === 2,
      run: () => {
        const [from, to] = editor.selectedNodes
        if (to === undefined) actions.connectFrom(from)
        else editor.apply(connect(editor.drawing, { from, to, kind: 'directed' }))
      },
    }),
    here({
      id: 'graph.reverse',
      title: () => m.ui_graph_reverse(),
      keys: 'R',
      enabled: () => editor.edge !== undefined && editor.edge.kind !== 'bidirected',
      run: () => {
        const { edge } = editor
        if (edge === undefined) return
        if (editor.apply(reverse(editor.drawing, edge))) editor.selectedEdge = turned(edge)
      },
    }),
    here({
      id: 'graph.bidirect',
      title: () => m.ui_graph_bidirect(),
      keys: 'B',
      enabled: () => editor.edge !== undefined,
      run: () => {
        const { edge } = editor
        if (edge !== undefined && editor.apply(toggleHeads(editor.drawing, edge)))
          editor.selectedEdge = toggled(edge)
      },
    }),
    here({
      id: 'graph.rename',
      title: () => m.ui_graph_rename(),
      keys: 'F2',
      enabled: () => one() !== null,
      run: actions.rename,
    }),
    here({
      id: 'graph.remove',
      title: () => m.ui_graph_remove(),
      keys: 'Delete',
      enabled: anything,
      run: () => {
        const { edge, selectedNodes } = editor
        if (selectedNodes.length > 0) editor.apply(removeNodes(editor.drawing, selectedNodes))
        else if (edge !== undefined) editor.apply(disconnect(editor.drawing, edge))
      },
    }),
    here({
      id: 'graph.treatment',
      title: () => m.ui_graph_set_treatment(),
      keys: 'T',
      enabled: () => one() !== null,
      run: toRole('treatment'),
    }),
    here({
      id: 'graph.outcome',
      title: () => m.ui_graph_set_outcome(),
      keys: 'O',
      enabled: () => one() !== null,
      run: toRole('outcome'),
    }),
    here({
      id: 'graph.adjusted',
      title: () => m.ui_graph_set_adjusted(),
      keys: 'A',
      enabled: () => one() !== null,
      run: toRole('adjusted'),
    }),
    here({
      id: 'graph.latent',
      title: () => m.ui_graph_set_latent(),
      keys: 'U',
      enabled: () => one() !== null,
      run: () => {
        const name = one()
        if (name !== null) editor.apply(toggleLatent(editor.drawing, name))
      },
    }),
    here({
      id: 'graph.selection',
      title: () => m.ui_graph_set_selection(),
      keys: 'S',
      enabled: () => one() !== null,
      run: () => {
        const name = one()
        if (name !== null) editor.apply(toggleSelection(editor.drawing, name))
      },
    }),
    here({
      id: 'graph.arrange',
      title: () => m.ui_graph_arrange(),
      keys: 'L',
      run: () => {
        editor.apply(moveNodes(editor.drawing, arranged(editor.graph), m.ui_edit_arrange()))
        setTimeout(actions.fit, 50)
      },
    }),
    here({ id: 'graph.fit', title: () => m.ui_graph_fit(), keys: 'F', run: actions.fit }),
    here({
      id: 'graph.all',
      title: () => m.ui_graph_select_all(),
      keys: 'Mod+A',
      run: () => {
        editor.selectedNodes = editor.graph.nodes.map((node) => node.id)
      },
    }),
    here({
      id: 'graph.copy',
      title: () => m.ui_graph_copy(),
      keys: 'Mod+C',
      enabled: () => editor.selectedNodes.length > 0,
      run: () => {
        const names = new Set(editor.selectedNodes)
        copied = {
          nodes: editor.graph.nodes.filter((node) => names.has(node.id)),
          edges: editor.graph.edges.filter((edge) => names.has(edge.from) && names.has(edge.to)),
        }
      },
    }),
    here({
      id: 'graph.paste',
      title: () => m.ui_graph_paste(),
      keys: 'Mod+V',
      enabled: () => copied !== null,
      run: () => {
        if (copied === null) return
        const edit = paste(editor.drawing, copied)
        if ('refused' in edit || !editor.apply(edit)) return
        const pasted = edit.graph.nodes.slice(-copied.nodes.length)
        editor.selectedNodes = pasted.map(({ id }) => id)
        // The next ones stand beside these, not on them.
        copied = {
          ...copied,
          nodes: copied.nodes.map((node, index) => ({ ...node, position: pasted[index].position })),
        }
      },
    }),
  ]
}
