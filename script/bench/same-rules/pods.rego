# Six of our rules about pods, for conftest: privileged, host namespaces, privilege escalation, read-only root, host ports and images by digest.
package main

import rego.v1

template := input if input.kind == "Pod"

template := input.spec.template if input.kind in {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "Rollout"}

template := input.spec.jobTemplate.spec.template if input.kind == "CronJob"

containers contains container if some container in template.spec.containers

containers contains container if some container in template.spec.initContainers

deny contains sprintf("%s is privileged", [container.name]) if {
	some container in containers
	container.securityContext.privileged
}

deny contains sprintf("shares the node's namespaces by %s", [field]) if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	template.spec[field]
}

deny contains sprintf("%s may gain privileges", [container.name]) if {
	some container in containers
	object.get(container, ["securityContext", "allowPrivilegeEscalation"], true)
}

deny contains sprintf("%s may write to its root", [container.name]) if {
	some container in containers
	not object.get(container, ["securityContext", "readOnlyRootFilesystem"], false)
}

deny contains sprintf("%s takes a port of the node", [container.name]) if {
	some container in containers
	some port in container.ports
	object.get(port, "hostPort", 0) != 0
}

deny contains sprintf("the image of %s is not named by digest", [container.name]) if {
	some container in containers
	not regex.match(`@sha256:[0-9a-f]{64}$`, container.image)
}
