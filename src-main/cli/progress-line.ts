import type { WriteStream } from 'node:tty'

/** One line of progress on a terminal, rewritten in place; on anything else a line a phase. */
export interface ProgressLine {
  show(fraction: number, phase: string): void
  clear(): void
}

const width = 24

export function progressLine(output: WriteStream | NodeJS.WriteStream): ProgressLine {
  let shown = false
  let lastPhase = ''
  return {
    show(fraction, phase) {
      if (output.isTTY) {
        const filled = Math.round(width * fraction)
        const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
        output.write(`\r\u001b[2K${bar} ${String(Math.round(100 * fraction)).padStart(3)} %  ${phase}`)
        shown = true
      } else if (phase !== lastPhase) {
        output.write(`${String(Math.round(100 * fraction)).padStart(3)} %  ${phase}\n`)
        lastPhase = phase
      }
    },
    clear() {
      if (shown) output.write('\r\u001b[2K')
      shown = false
    },
  }
}
