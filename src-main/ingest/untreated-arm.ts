/** What experiments call the arm without treatment. */
const control =
  /^(controls?|control[ _-](group|arm)|ctrl|placebo|psa|holdout|baseline|untreated|untouched|no[ _-]?(treatment|e-?mail|mail|offer|coupon|contact|ad)|对照组?|控制组|空白组|未处理)$/i

/** What answers whether something was done that was not. */
const negation = /^(no|n|none|nothing|false|f|0|off|not|never|nein|non|否|无|没有|未|不是?|假)$/i
const negated = /^(no|not|non|without|un)[ _-]|^(未|无|没|不)/i

/** Whether a value is what an experiment calls its arm without treatment. */
export function isControlArm(value: string): boolean {
  return control.test(value.trim())
}

/**
 * The arm that others are compared with where nobody says which, as its place among the names: the one whose name says that nothing was
 * done, where a single one does; else the first.
 */
export function untreatedArm(arms: readonly string[]): number {
  for (const says of [
    isControlArm,
    (arm: string) => negation.test(arm.trim()),
    (arm: string) => negated.test(arm.trim()),
  ]) {
    const found = arms.flatMap((arm, place) => (says(arm) ? [place] : []))
    if (found.length === 1) return found[0]
  }
  return 0
}
