/** The page on which somebody signs in: no script, so that any browser and any program can use it. */
export interface SignInPage {
  readonly action: string;
  /** Whether a code of the second factor is asked for too. */
  readonly secondFactor: boolean;
  readonly refused: boolean;
}

export const style = 'body{font:16px system-ui;max-width:22rem;margin:4rem auto}label{display:block;margin:.8rem 0}input{width:100%;padding:.4rem;box-sizing:border-box}button{padding:.5rem 1rem}[role=alert]{color:#b42318}';

const code = '<label>Code of your authenticator <input name="code" inputmode="numeric" pattern="[0-9]{6}" autocomplete="one-time-code" required></label>';

/** `action` is a path of ours, made from an identifier that the library chose. */
export const signInPage = ({ action, secondFactor, refused }: SignInPage): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign in</title>
<style>${style}</style>
<h1>Sign in</h1>
${refused ? '<p role="alert">The name, the password or the code is wrong, or the code was used before.</p>' : ''}
<form method="post" action="${encodeURI(action)}">
<label>Name <input name="name" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
${secondFactor ? code : ''}
<button>Sign in</button>
</form>
</html>
`;
