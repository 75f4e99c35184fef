/** Files coming in: dropped anywhere on the page, or chosen with the button. */

import { ownProblem } from './problems.js';

/** Call `onFile` for each file that comes in, `onProblem` for what is not one file. */
export function acceptFiles({ onFile, onProblem }) {
  const input = document.getElementById('file');
  input.addEventListener('change', () => {
    const [file] = input.files;
    input.value = ''; // the same file may be chosen again
    if (file) onFile(file);
  });
  watchDrags((files) => {
    if (files.length === 1) onFile(files[0]);
    else if (files.length > 1) onProblem(ownProblem('several-files'));
  });
}

function watchDrags(onFiles) {
  let depth = 0; // entering a child comes before leaving its parent
  const mark = () => document.body.classList.toggle('dragging', depth > 0);
  window.addEventListener('dragenter', (event) => {
    if (!holdsFiles(event)) return;
    depth += 1;
    mark();
  });
  window.addEventListener('dragleave', (event) => {
    if (!holdsFiles(event)) return;
    depth = Math.max(0, depth - 1);
    mark();
  });
  window.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  });
  window.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    mark();
    onFiles(event.dataTransfer.files);
  });
}

function holdsFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
