/**
 * `node test/side-by-side.ts <npm script …>`: the scripts two at a time, begun in the order given, the words of each when it has
 * ended. Ends with 1 where one of them failed.
 */
import { spawn } from 'node:child_process'

const waiting = process.argv.slice(2)
await Promise.all([lane(), lane()])

async function lane(): Promise<void> {
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift()) {
    const { code, words } = await run(script)
    process.stdout.write(words)
    if (code === 0) continue
    console.error(`${script} failed.`)
    process.exitCode = 1
  }
}

function run(script: string): Promise<{ code: number | null; words: string }> {
  const child = spawn('npm', ['run', '-s', script], { shell: process.platform === 'win32' })
  let words = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      words += text
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, words }))
  })
}
