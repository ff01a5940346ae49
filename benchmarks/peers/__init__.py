"""The same network behind other GraphQL servers, each as its own documentation builds one."""
