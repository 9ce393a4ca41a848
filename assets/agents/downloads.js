/** What one may take along: a file, or the film of a canvas. */

const PICTURES = 30; // a second

/** Has the browser keep some content as a file. */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * Begins to film a canvas.
 * @returns {() => void} ends it, upon which the film is offered as a file
 */
export function filming(canvas, name) {
  const recorder = new MediaRecorder(canvas.captureStream(PICTURES));
  const parts = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  recorder.addEventListener("stop", () => offer(new Blob(parts, { type: recorder.mimeType }), name));
  recorder.start();
  return () => recorder.stop();
}
