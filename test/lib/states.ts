// biome-ignore lint/suspicious/noExplicitAny: a state is JSON of many shapes; each test knows the one it looks at.
export type State = any;

/** States of a definition in the Amazon States Language by name, those of item processors included. */
export function statesOf({ States }: { readonly States: Readonly<Record<string, State>> }): Map<string, State> {
  const states = Object.entries(States);
  const inner = states.flatMap(([, { ItemProcessor }]) => (ItemProcessor ? [...statesOf(ItemProcessor)] : []));
  return new Map([...states, ...inner]);
}
