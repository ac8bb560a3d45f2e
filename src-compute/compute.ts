import { computePortMessage } from '../src-main/contract/compute-window.ts'
import type { FromCompute, Link, ToCompute } from '../src-main/models/backends/compute-protocol.ts'
import { graphicsHere } from '../src-main/models/webgpu/graphics-here.ts'
import { serveCompute } from '../src-main/models/webgpu/serve-compute.ts'

const graphics = graphicsHere(async () => navigator.gpu ?? null)

window.addEventListener('message', (event) => {
  const [port] = event.ports
  if (event.source === window && event.data === computePortMessage && port !== undefined) {
    serveCompute(graphics, linkOver(port))
  }
})

function linkOver(port: MessagePort): Link<FromCompute, ToCompute> {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.onmessage = (event: MessageEvent<ToCompute>) => listener(event.data)
    },
    onClosed: (listener) => port.addEventListener('close', () => listener('the engine closed the link')),
    close: () => port.close(),
  }
}
