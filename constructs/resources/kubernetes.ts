/** The kinds that Kubernetes itself has, as cdk8s-plus-28 types them. */
export { k8s } from 'cdk8s-plus-28';
