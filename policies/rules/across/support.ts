/** Texts that the cases of several rules begin with. */

export const shopDeployment = (more = '', labels = 'app: shop'): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shop }
spec:
  ${more}
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ name: app, image: app }] }
`;

export const documents = (...texts: readonly string[]): string => texts.map((text) => text.replace(/^\n/, '')).join('---\n');
