import { Strict } from './strict.ts'

const workArea = { x: 0, y: 0, width: 1920, height: 1080 }

/** Electron's `screen`, with one display of the usual size: Chromium places its window itself. */
class Screen extends Strict {
  protected readonly events = ['display-added', 'display-removed', 'display-metrics-changed']

  getAllDisplays() {
    return [this.getPrimaryDisplay()]
  }

  getPrimaryDisplay() {
    return { id: 1, scaleFactor: 1, bounds: workArea, workArea }
  }
}

export const screen = new Screen()
