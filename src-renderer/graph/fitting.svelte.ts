/** Asks the drawing to show the whole graph: something was put where the analyst does not look. */
class Fitting {
  asked = $state(0)

  ask(): void {
    this.asked += 1
  }
}

export const fitting = new Fitting()
