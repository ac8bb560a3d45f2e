/* The other side of conformance.spec.ts: answers what it is asked, then ends with the code it is given. */
process.parentPort.on('message', ({ data, ports }) => {
  if (data.kind === 'port') {
    const [port] = ports
    port.on('message', (event) => port.postMessage(`utility heard ${event.data}`))
    port.start()
    return
  }
  process.parentPort.postMessage({ got: data, words: process.argv.slice(2) })
  if (data.exit !== undefined) setTimeout(() => process.exit(data.exit), 50)
})
