// Swagger UI on the document that this service serves.
globalThis.addEventListener('DOMContentLoaded', () => {
  globalThis.SwaggerUIBundle({
    url: '/tillit/v1/openapi.json',
    domNode: document.getElementById('reference'),
    deepLinking: true,
    docExpansion: 'none',
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
    syntaxHighlight: false,
    onComplete: () => { document.body.dataset.shown = 'reference'; },
  });
});
