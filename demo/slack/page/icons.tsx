// The page's few icons and the avatars, drawn here so that nothing is fetched from elsewhere.
import type { ReactElement } from 'react';
import type { User } from '../people';

const paths = {
  more: 'M12 6.5a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Zm0 7.1a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Zm0 7.1a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.2Z',
  out: 'M14 4h6v6h-2V7.4l-8.3 8.3-1.4-1.4L16.6 6H14V4ZM5 6h6v2H7v9h9v-4h2v6H5V6Z',
  hash: 'M9.6 3 8.9 7H5v2h3.6l-1 6H4v2h3.2l-.7 4h2l.7-4h5l-.7 4h2l.7-4H20v-2h-3.5l1-6H21V7h-3.2l.7-4h-2l-.7 4h-5l.7-4h-2Zm1 6h5l-1 6h-5l1-6Z',
  lock: 'M12 2a5 5 0 0 0-5 5v3H5v12h14V10h-2V7a5 5 0 0 0-5-5Zm-3 8V7a3 3 0 0 1 6 0v3H9Z',
  eye: 'M12 5C6.5 5 3 10 2 12c1 2 4.500 7 10 7s9-5 10-7c-1-2-4.500-7-10-7Zm0 11a4 4 0 1 1 0-8 4 4 0 0 1 0 8Z',
  close:
    'm6.400 5 5.600 5.600L17.600 5 19 6.400 13.400 12l5.600 5.600-1.400 1.400-5.600-5.600L6.400 19 5 17.600l5.600-5.600L5 6.400 6.400 5Z',
  bars: 'M4 6h16v2H4V6Zm0 5h16v2H4v-2Zm0 5h16v2H4v-2Z',
  home: 'M12 3 3 10.500V21h6v-6h6v6h6V10.500L12 3Z',
  send: 'M3 20.500 21.500 12 3 3.500l.010 6.600L15 12 3.010 13.900 3 20.500Z',
  reply: 'M10 5v4C15.500 9 20 11.500 21 18c-2.500-3-6-4.200-11-4.200V18l-7-6.500L10 5Z',
  bolt: 'M13.500 2 5 13.500h5.500L9.500 22 19 9.500h-6L13.500 2Z',
  down: 'm6 9 6 6 6-6-1.400-1.400L12 12.200 7.400 7.600 6 9Z',
} as const;

export function Icon({ name }: { name: keyof typeof paths }): ReactElement {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path fill="currentColor" d={paths[name]} />
    </svg>
  );
}

/** Initials on one of eight colours for people; the app has a sign of its own: a trail under a watchful eye. */
export function Avatar({ user, small = false }: { user: User | undefined; small?: boolean }): ReactElement {
  const size = small ? 'avatar small' : 'avatar';
  if (user?.is_bot === true) {
    return (
      <span className={`${size} app`} aria-hidden="true">
        <svg viewBox="0 0 36 36">
          <path
            d="M18 5 29 9v8.500c0 6.500-4.500 11-11 13.500C11.500 28.500 7 24 7 17.500V9l11-4Z"
            fill="none"
            stroke="currentColor"
            strokeWidth="2.200"
            strokeLinejoin="round"
          />
          <path
            d="M13 24c5-1 1-5 5-6.500s5-2.500 4-6"
            fill="none"
            stroke="currentColor"
            strokeWidth="2.200"
            strokeLinecap="round"
            strokeDasharray="3.200 3"
          />
          <circle cx="22" cy="11.500" r="2.100" fill="currentColor" />
        </svg>
      </span>
    );
  }
  const name = user?.real_name ?? 'Slackbot';
  const initials = name
    .split(' ')
    .map((part) => part.charAt(0))
    .slice(0, 2)
    .join('')
    .toUpperCase();
  const tone = [...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 8;
  return (
    <span className={`${size} tone${tone}`} aria-hidden="true">
      {initials}
    </span>
  );
}
