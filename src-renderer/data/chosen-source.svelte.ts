/** The source whose rows are looked at; null is all of them. */
class ChosenSource {
  id = $state<number | null>(null)
}

export const chosenSource = new ChosenSource()
