// Links between the documents and into the code. Only what is in the repository is looked at: no network.
import { existsSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import GithubSlugger from 'github-slugger';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import type { Check } from '../check.ts';

/** See the rule. */
export const markdownLinks: Check = {
  id: 'markdown-links',
  rule: 'A relative link in Markdown leads to a file of the repository, and its #anchor to a heading there.',
  *run({ root, files, read }) {
    for (const path of files.filter((file) => file.endsWith('.md'))) {
      for (const { url, line } of linksOf(read(path) ?? '')) {
        if (/^[a-z][a-z0-9+.-]*:/i.test(url)) continue;
        const [target = '', anchor] = url.split('#');
        const file = target === '' ? path : posix.join(dirname(path), decodeURI(target));
        if (file.startsWith('..') || !existsSync(join(root, file))) {
          yield { path, line, message: `the link ${url} leads nowhere` };
        } else if (anchor !== undefined && file.endsWith('.md') && !anchorsOf(read(file) ?? '').has(anchor)) {
          yield { path, line, message: `the link ${url} names no heading of ${file}` };
        }
      }
    }
  },
};

function linksOf(markdown: string): { url: string; line: number }[] {
  const links: { url: string; line: number }[] = [];
  visit(fromMarkdown(markdown), (node) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      links.push({ url: node.url, line: node.position?.start.line ?? 1 });
    }
  });
  return links;
}

function anchorsOf(markdown: string): Set<string> {
  const slugger = new GithubSlugger();
  const anchors = new Set<string>();
  visit(fromMarkdown(markdown), 'heading', (node) => {
    anchors.add(slugger.slug(textOf(node)));
  });
  return anchors;
}
