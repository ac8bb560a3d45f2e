import type { Graph, GraphRoles } from '../../src-main/contract/graph.ts'
import { request } from '../state/engine.ts'
import { placedAll, widthOf } from './arrange.ts'

const rowHeight = 44

/** The picture of the graph with its legend, as it stands on the screen. */
export async function pictureOf(graph: Graph, roles: GraphRoles, format: 'svg' | 'tikz'): Promise<string> {
  const places = placedAll(graph)
  const nodes = graph.nodes.map((node) => {
    const { x, y } = places.get(node.id)!
    return { ...node, position: { x: x + widthOf(node) / 2, y: y + rowHeight / 2 } }
  })
  const { pieces } = await request('graph.picture', { graph: { ...graph, nodes }, roles, format })
  return pieces.join('')
}

/** An SVG as the bytes of a PNG file, on white, `scale` pixels for each of its own. */
export async function rasterise(svg: string, scale: number): Promise<Uint8Array> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = Math.ceil(image.naturalWidth * scale)
    canvas.height = Math.ceil(image.naturalHeight * scale)
    const context = canvas.getContext('2d')!
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    return new Uint8Array(await blob!.arrayBuffer())
  } finally {
    URL.revokeObjectURL(url)
  }
}
