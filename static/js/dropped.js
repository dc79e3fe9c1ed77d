// Files and folders that were dropped or chosen, each file with the path below what was dropped.

// A folder is read in parts, until a part is empty.
function entriesOf(folder) {
  const reader = folder.createReader();
  const found = [];
  return new Promise((resolve, reject) => {
    const next = () =>
      reader.readEntries((entries) => {
        if (!entries.length) resolve(found);
        found.push(...entries);
        if (entries.length) next();
      }, reject);
    next();
  });
}

async function walk(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const entries = await entriesOf(entry);
  return (await Promise.all(entries.map(walk))).flat();
}

async function droppedFiles(data) {
  const items = [...data.items].filter((item) => item.kind === "file");
  // Entries must be taken before the first wait: the list of items is gone afterwards.
  const entries = items.map((item) => item.webkitGetAsEntry?.());
  if (entries.length && entries.every(Boolean)) {
    return (await Promise.all(entries.map(walk))).flat();
  }
  return chosenFiles(data.files);
}

function chosenFiles(files) {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}
