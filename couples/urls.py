from django.urls import path

from couples import views

urlpatterns = [path("", views.home, name="home"), path("help/", views.home, name="help")]
