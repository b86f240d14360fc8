import { isSpace } from "./white-space.ts";

/** The word that is being collected; nesting levels of a lexer share one. */
export interface WordBuffer {
  text: string;
}

/** Splits expanded text into words at white space; quoted text never splits. */
export class WordCollector {
  readonly #words: string[] = [];
  readonly #buffer: WordBuffer;
  #inWord = false;

  constructor(buffer: WordBuffer) {
    this.#buffer = buffer;
  }

  addText(text: string): void {
    for (const character of text) {
      if (!isSpace(character)) this.addRaw(character);
      else if (this.#inWord && this.#buffer.text !== "") {
        this.#words.push(this.#buffer.text);
        this.#buffer.text = "";
        this.#inWord = false;
      }
    }
  }

  addRaw(text: string): void {
    this.#buffer.text += text;
    this.#inWord = true;
  }

  finish(): readonly string[] {
    if (this.#buffer.text !== "") this.#words.push(this.#buffer.text);
    this.#buffer.text = "";
    this.#inWord = false;
    return this.#words;
  }
}
