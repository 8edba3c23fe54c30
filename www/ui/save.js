/** Saves a file where the browser saves files. @param {Blob} file @param {string} name */
export function saveFile(file, name) {
  const link = document.createElement('a');
  const address = URL.createObjectURL(file);
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the file after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
