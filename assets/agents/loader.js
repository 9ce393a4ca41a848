/**
 * The part of the agents' studio that Streamlit carries: loads the modules from the app and hands on
 * what a rerun of the page brings. Everything else is in the modules beside this file.
 */

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".pg-agents");
  // This script's own address is a blob, to which no path can be relative.
  const modules = import(new URL(data.script, new URL(data.modules, window.location.origin)).href);
  modules.then(
    ({ show }) => show(root, data, setTriggerValue),
    () => {
      root.textContent = data.labels.modules_missing;
    },
  );
  return () => {
    modules.then(({ hide }) => hide(root), () => {});
  };
}
